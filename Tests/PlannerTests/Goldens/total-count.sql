-- Query.tickets: step 0, lane analytic
SELECT count(*)::int4
FROM "public"."support_tickets" AS t
WHERE t."tier" IN (CAST('VIP_GOLD' AS "public"."service_tier"), CAST('VIP_PLATINUM' AS "public"."service_tier"))

-- costs 10
