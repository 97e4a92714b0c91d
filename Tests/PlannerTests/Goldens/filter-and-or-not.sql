-- Query.tickets: step 0, lane point
SELECT t."id"
FROM "public"."support_tickets" AS t
WHERE (t."status" IN (CAST('NEW' AS "public"."ticket_status"), CAST('OPEN' AS "public"."ticket_status")) OR (t."spam" = $1 AND NOT (t."tier" = CAST('STANDARD' AS "public"."service_tier"))))
ORDER BY t."id"
LIMIT 2

-- costs 1
