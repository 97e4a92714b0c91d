-- Query.tags: step 0, lane point
SELECT t."id"
FROM "public"."tags" AS t
ORDER BY t."id"
LIMIT 501

    -- Tag.tickets: step 1, for the rows of step 0, lane point
    SELECT r.*, k.ordinal
    FROM unnest($1) WITH ORDINALITY AS k(key1, ordinal)
    CROSS JOIN LATERAL (
    SELECT (extract(epoch from now() - created_at)::float8)::double precision
    FROM (SELECT b."tag_id" AS between1, b."ticket_id" AS between2 FROM "public"."ticket_tags" AS b) AS b
    JOIN "public"."support_tickets" AS t ON t."id" = b.between2
    LEFT JOIN LATERAL (SELECT j1."full_name" AS order1 FROM "public"."support_agents" AS j1 WHERE j1."id" = t."assigned_agent_id") AS o1 ON true
    WHERE b.between1 = k.key1
    ORDER BY o1.order1, t."id"
    LIMIT 3
    ) AS r

-- costs 150
