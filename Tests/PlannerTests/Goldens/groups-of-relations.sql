-- Query.teams: step 0, lane point
SELECT t."code", t."id"
FROM "public"."teams" AS t
ORDER BY t."id"
LIMIT 501

    -- Team.tickets: step 1, for the rows of step 0, lane analytic
    SELECT r.*, k.ordinal
    FROM unnest($1) WITH ORDINALITY AS k(key1, ordinal)
    CROSS JOIN LATERAL (
    SELECT t."tier", o1.key1, count(*)::int4
    FROM "public"."support_tickets" AS t
    LEFT JOIN LATERAL (SELECT j1."id" AS key1 FROM "public"."clients" AS j1 WHERE j1."id" = t."client_id") AS o1 ON true
    WHERE t."team_id" = k.key1
    GROUP BY o1.key1, t."tier"
    ORDER BY o1.key1, t."tier"
    LIMIT 501
    ) AS r

        -- TicketGroupKey.client: step 2, for the rows of step 1, lane point
        SELECT t."client_number", t."id"
        FROM "public"."clients" AS t
        WHERE t."id" = ANY($1)

-- costs 27550
