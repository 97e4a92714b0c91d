-- Query.tickets: step 0, lane point
SELECT t."ticket_number"
FROM "public"."support_tickets" AS t
WHERE ((t."tier" < $1) OR (t."tier" = $1 AND t."created_at" > $2) OR (t."tier" = $1 AND t."created_at" = $2 AND t."id" > $3))
ORDER BY t."tier" DESC, t."created_at", t."id"
LIMIT 4

-- costs 3
