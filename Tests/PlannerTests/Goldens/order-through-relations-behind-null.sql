-- Query.tickets: step 0, lane point
SELECT t."ticket_number"
FROM "public"."support_tickets" AS t
LEFT JOIN LATERAL (SELECT j2."code" AS order1 FROM "public"."support_agents" AS j1, "public"."teams" AS j2 WHERE j1."id" = t."assigned_agent_id" AND j2."id" = j1."team_id") AS o1 ON true
WHERE ((o1.order1 IS NOT NULL) OR (o1.order1 IS NULL AND t."id" < $1))
ORDER BY o1.order1 DESC, t."id" DESC
LIMIT 4

-- costs 3
