-- Query.tags: step 0, lane point
SELECT t."id"
FROM "public"."tags" AS t
ORDER BY t."id"
LIMIT 501

    -- Tag.tickets: step 1, for the rows of step 0, lane point
    SELECT r.*, k.ordinal
    FROM unnest($1) WITH ORDINALITY AS k(key1, ordinal)
    CROSS JOIN LATERAL (
    SELECT t."id"
    FROM (SELECT b."tag_id" AS between1, b."ticket_id" AS between2 FROM "public"."ticket_tags" AS b) AS b
    JOIN "public"."support_tickets" AS t ON t."id" = b.between2
    WHERE b.between1 = k.key1
      AND EXISTS (SELECT FROM "public"."clients" AS r1 WHERE r1."id" = t."client_id" AND r1."locale" = CAST('PL' AS "public"."locale"))
    ORDER BY t."id"
    LIMIT 2
    ) AS r

-- costs 100
