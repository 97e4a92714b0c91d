-- Query.tags: step 0, lane point
SELECT t."id"
FROM "public"."tags" AS t
ORDER BY t."id"
LIMIT 501

    -- Tag.tickets: step 1, for the rows of step 0, lane analytic
    SELECT r.*, k.ordinal
    FROM unnest($1) WITH ORDINALITY AS k(key1, ordinal)
    CROSS JOIN LATERAL (
    SELECT count(*)::int4
    FROM (SELECT b."tag_id" AS between1, b."ticket_id" AS between2 FROM "public"."ticket_tags" AS b) AS b
    JOIN "public"."support_tickets" AS t ON t."id" = b.between2
    WHERE b.between1 = k.key1
      AND t."priority" = CAST('URGENT' AS "public"."ticket_priority")
    ) AS r

    -- Tag.tickets: step 2, for the rows of step 0, lane point
    SELECT r.*, k.ordinal
    FROM unnest($1) WITH ORDINALITY AS k(key1, ordinal)
    CROSS JOIN LATERAL (
    SELECT t."ticket_number"
    FROM (SELECT b."tag_id" AS between1, b."ticket_id" AS between2 FROM "public"."ticket_tags" AS b) AS b
    JOIN "public"."support_tickets" AS t ON t."id" = b.between2
    WHERE b.between1 = k.key1
      AND t."priority" = CAST('URGENT' AS "public"."ticket_priority")
    ORDER BY t."id"
    LIMIT 3
    ) AS r

-- costs 650
