-- Query.tickets: step 0, lane point
SELECT t."ticket_number", t."subject"
FROM "public"."support_tickets" AS t
ORDER BY t."id"
LIMIT 2

-- costs 1
