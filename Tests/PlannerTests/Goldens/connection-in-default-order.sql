-- Query.tickets: step 0, lane point
SELECT t."ticket_number"
FROM "public"."support_tickets" AS t
ORDER BY t."id"
LIMIT 51

-- costs 50
