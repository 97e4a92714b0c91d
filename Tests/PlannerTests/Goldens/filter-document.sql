-- Query.clients: step 0, lane point
SELECT t."id"
FROM "public"."clients" AS t
WHERE EXISTS (SELECT FROM "public"."client_preferences" AS r1 WHERE r1."client_id" = t."id" AND r1."dashboard_layout" @> $1)
ORDER BY t."id"
LIMIT 2

-- costs 1
