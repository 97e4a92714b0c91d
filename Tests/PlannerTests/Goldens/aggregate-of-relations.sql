-- Query.agents: step 0, lane point
SELECT t."id"
FROM "public"."support_agents" AS t
ORDER BY t."id"
LIMIT 21

    -- Agent.tickets: step 1, for the rows of step 0, lane analytic
    SELECT r.*, k.ordinal
    FROM unnest($1) WITH ORDINALITY AS k(key1, ordinal)
    CROSS JOIN LATERAL (
    SELECT count(*)::int4
    FROM "public"."support_tickets" AS t
    WHERE t."assigned_agent_id" = k.key1
      AND t."status" = CAST('OPEN' AS "public"."ticket_status")
    ) AS r

    -- Agent.tickets: step 2, for the rows of step 0, lane analytic
    SELECT r.*, k.ordinal
    FROM unnest($1) WITH ORDINALITY AS k(key1, ordinal)
    CROSS JOIN LATERAL (
    SELECT count(*)::int4, count(DISTINCT o1.key1)::int4
    FROM "public"."support_tickets" AS t
    LEFT JOIN LATERAL (SELECT j1."id" AS key1 FROM "public"."clients" AS j1 WHERE j1."id" = t."client_id") AS o1 ON true
    WHERE t."assigned_agent_id" = k.key1
      AND t."status" = CAST('OPEN' AS "public"."ticket_status")
    ) AS r

-- costs 420
