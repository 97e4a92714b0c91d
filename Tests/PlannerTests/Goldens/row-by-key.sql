-- Query.ticket: step 0, lane point
SELECT t."ticket_number", t."subject", t."id"
FROM "public"."support_tickets" AS t
WHERE t."id" = ANY($1)

-- costs 1
