-- Query.tickets: step 0, lane analytic
SELECT count(*)::int4
FROM (
SELECT
FROM "public"."support_tickets" AS t
WHERE t."spam" = $1
GROUP BY t."tier", date_trunc('day', t."created_at", $2)
HAVING count(*) > $3
) AS g

-- Query.teams: step 1, lane point
SELECT t."id"
FROM "public"."teams" AS t
ORDER BY t."id"
LIMIT 501

    -- Team.tickets: step 2, for the rows of step 1, lane analytic
    SELECT r.*, k.ordinal
    FROM unnest($1) WITH ORDINALITY AS k(key1, ordinal)
    CROSS JOIN LATERAL (
    SELECT count(*)::int4
    FROM (
    SELECT
    FROM "public"."support_tickets" AS t
    LEFT JOIN LATERAL (SELECT j1."id" AS key1 FROM "public"."clients" AS j1 WHERE j1."id" = t."client_id") AS o1 ON true
    WHERE t."team_id" = k.key1
    GROUP BY o1.key1
    ) AS g
    ) AS r

-- costs 560
