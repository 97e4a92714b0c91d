-- Query.tickets: step 0, lane point
EXPLAIN (FORMAT JSON) SELECT 1
FROM "public"."support_tickets" AS t
WHERE t."status" = CAST('OPEN' AS "public"."ticket_status")

-- Query.tickets: step 1, lane analytic
SELECT count(*)::int4
FROM "public"."support_tickets" AS t
WHERE t."status" = CAST('OPEN' AS "public"."ticket_status")

-- costs 11
