-- Query.serviceTier: step 0, lane point
SELECT t."rank", t."name_pl", t."name_en", t."tier"
FROM "public"."service_tiers" AS t
WHERE t."tier" = ANY($1)

-- costs 1
