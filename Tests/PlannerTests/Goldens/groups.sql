-- Query.tickets: step 0, lane analytic
SELECT t."status", CASE WHEN (date_trunc('week', t."created_at", $1) - interval '1 hour') AT TIME ZONE $1 = date_trunc('week', t."created_at", $1) AT TIME ZONE $1
  THEN date_trunc('week', t."created_at", $1) - interval '1 hour' ELSE date_trunc('week', t."created_at", $1) END, t."assigned_agent_id", count(*)::int4, avg(t."reopen_count")
FROM "public"."support_tickets" AS t
WHERE t."tier" = CAST('VIP_GOLD' AS "public"."service_tier")
GROUP BY t."status", t."assigned_agent_id", date_trunc('week', t."created_at", $1)
HAVING (((sum(t."reopen_count") >= $2 AND avg(t."reopen_count") < $3) OR NOT (min(t."sentiment") IS NULL)) AND count(*) > $4)
ORDER BY avg(t."reopen_count") DESC NULLS LAST, (SELECT j2."code" AS value FROM "public"."support_agents" AS j1, "public"."teams" AS j2 WHERE j1."id" = t."assigned_agent_id" AND j2."id" = j1."team_id"), date_trunc('week', t."created_at", $1) DESC, count(*) DESC, t."status", t."assigned_agent_id"
LIMIT 21 OFFSET 40

    -- TicketGroupKey.assignedAgent: step 1, for the rows of step 0, lane point
    SELECT t."full_name", t."id"
    FROM "public"."support_agents" AS t
    WHERE t."id" = ANY($1)

-- costs 220
