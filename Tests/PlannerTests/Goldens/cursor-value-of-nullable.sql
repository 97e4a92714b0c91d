-- Query.tickets: step 0, lane point
SELECT t."ticket_number"
FROM "public"."support_tickets" AS t
WHERE (((t."resolved_at" > $1 OR t."resolved_at" IS NULL)) OR (t."resolved_at" = $1 AND t."id" > $2))
ORDER BY t."resolved_at", t."id"
LIMIT 4

-- costs 3
