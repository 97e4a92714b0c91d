-- Query.tickets: step 0, lane point
SELECT t."ticket_number"
FROM "public"."support_tickets" AS t
WHERE ((t."resolved_at" IS NULL AND t."id" > $1))
ORDER BY t."resolved_at", t."id"
LIMIT 4

-- costs 3
