-- Query.clients: step 0, lane point
SELECT t."id"
FROM "public"."clients" AS t
ORDER BY t."id"
LIMIT 3

    -- Client.tickets: step 1, for the rows of step 0, lane analytic
    SELECT r.*, k.ordinal
    FROM unnest($1) WITH ORDINALITY AS k(key1, ordinal)
    CROSS JOIN LATERAL (
    SELECT count(*)::int4
    FROM "public"."support_tickets" AS t
    WHERE t."client_id" = k.key1
      AND t."status" <> CAST('CLOSED' AS "public"."ticket_status")
    ) AS r

-- costs 22
