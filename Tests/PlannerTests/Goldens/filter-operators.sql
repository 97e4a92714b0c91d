-- Query.tickets: step 0, lane analytic
SELECT t."id"
FROM "public"."support_tickets" AS t
WHERE (t."created_at" >= $1 AND strpos(lower(t."subject"), (SELECT lower($2))) > 0 AND t."ticket_number" <> ALL(ARRAY[$3, $4]) AND t."sentiment" IS NULL AND t."id" IN (SELECT * FROM unnest($5)))
ORDER BY t."id"
LIMIT 2

-- costs 1
