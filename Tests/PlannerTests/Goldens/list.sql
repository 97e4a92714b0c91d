-- Query.teams: step 0, lane point
SELECT t."code", t."id"
FROM "public"."teams" AS t
ORDER BY t."id"
LIMIT 501

    -- Team.agents: step 1, for the rows of step 0, lane point
    SELECT r.*, k.ordinal
    FROM unnest($1) WITH ORDINALITY AS k(key1, ordinal)
    CROSS JOIN LATERAL (
    SELECT t."full_name"
    FROM "public"."support_agents" AS t
    WHERE t."team_id" = k.key1
    ORDER BY t."id"
    LIMIT 6
    ) AS r

-- costs 300
