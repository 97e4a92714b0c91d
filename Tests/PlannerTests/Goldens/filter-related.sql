-- Query.clients: step 0, lane point
SELECT t."id"
FROM "public"."clients" AS t
WHERE (EXISTS (SELECT FROM "public"."support_tickets" AS r1 WHERE r1."client_id" = t."id" AND NOT EXISTS (SELECT FROM "public"."ticket_messages" AS r2 WHERE r2."ticket_id" = r1."id" AND r2."internal" = $1)) AND NOT EXISTS (SELECT FROM "public"."support_tickets" AS r1 WHERE r1."client_id" = t."id" AND (r1."spam" = $2) IS NOT TRUE) AND EXISTS (SELECT FROM "public"."vip_client_profiles" AS r1 WHERE r1."client_id" = t."id" AND EXISTS (SELECT FROM "public"."support_agents" AS r2 WHERE r2."id" = r1."dedicated_agent_id" AND EXISTS (SELECT FROM "public"."teams" AS r3 WHERE r3."id" = r2."team_id" AND r3."code" = $3))))
ORDER BY t."id"
LIMIT 2

-- costs 1
