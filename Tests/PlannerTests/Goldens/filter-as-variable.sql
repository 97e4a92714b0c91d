-- Query.tickets: step 0, lane point
SELECT t."id"
FROM "public"."support_tickets" AS t
WHERE (EXISTS (SELECT FROM "public"."clients" AS r1 WHERE r1."id" = t."client_id" AND r1."city" = $1) AND t."status" = CAST('OPEN' AS "public"."ticket_status"))
ORDER BY t."id"
LIMIT 2

-- costs 1
