-- Query.agents: step 0, lane point
SELECT t."languages"
FROM "public"."support_agents" AS t
WHERE t."languages" @> CAST($1 AS "public"."locale"[])
ORDER BY t."id"
LIMIT 2

-- costs 1
