-- Query.tickets: step 0, lane point
SELECT t."created_at", t."id", t."ticket_number"
FROM "public"."support_tickets" AS t
WHERE t."status" = CAST('OPEN' AS "public"."ticket_status")
ORDER BY t."created_at" DESC, t."id" DESC
LIMIT 4

-- costs 3
