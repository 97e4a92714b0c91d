-- Query.tickets: step 0, lane point
SELECT t."ticket_number"
FROM "public"."support_tickets" AS t
ORDER BY t."resolved_at" NULLS FIRST, t."id"
LIMIT 4

-- costs 3
