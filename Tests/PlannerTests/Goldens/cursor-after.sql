-- Query.tickets: step 0, lane point
SELECT t."ticket_number"
FROM "public"."support_tickets" AS t
WHERE (t."created_at", t."id") < ($1, $2)
ORDER BY t."created_at" DESC, t."id" DESC
LIMIT 4

-- costs 3
