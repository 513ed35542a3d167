-- The dictionary: one query per table to load it, one per table to add what a file lacks. Species, breeds, townships and
-- event kinds are lists to choose from like all others.

-- name: dictionary_species
SELECT code, zh, en, unit_zh, male_zh, male_en, female_zh, female_en, young_zh, young_en, tag_digit, number_rule
FROM species ORDER BY sort, code;

-- name: dictionary_breeds
SELECT code, species, zh, en FROM breed ORDER BY sort, code;

-- name: dictionary_townships
SELECT code, zh, en FROM township ORDER BY sort, code;

-- name: dictionary_codes
SELECT list, code, zh, en, species, state FROM (
    SELECT list, code, zh, en, species, state, sort FROM code
    UNION ALL SELECT 'species', code, zh, en, code, '', sort FROM species
    UNION ALL SELECT 'breed', code, zh, en, species, '', sort FROM breed
    UNION ALL SELECT 'township', code, zh, en, '', '', sort FROM township
    UNION ALL SELECT 'event_kind', code, zh, en, species, state, sort FROM event_kind
) every ORDER BY list, sort, code;

-- name: dictionary_event_kinds
SELECT code, zh, en, species, sex, state, effect, flow FROM event_kind ORDER BY sort, code;

-- name: dictionary_event_fields
SELECT f.kind, f.field, f.place, f.type, f.unit, f.decimals, f.list, f.param, f.required, f.carried, f.zh, f.en
FROM event_field f JOIN event_kind k ON k.code = f.kind ORDER BY k.sort, f.kind, f.sort, f.field;

-- name: dictionary_params
SELECT species, name, value, warn_low, warn_high, hard_low, hard_high, unit, zh, en, source
FROM param ORDER BY species, name;

-- name: dictionary_rules
SELECT code, severity, override, zh, en FROM rule ORDER BY code;

-- name: dictionary_add_species
INSERT INTO species (code, zh, en, unit_zh, male_zh, male_en, female_zh, female_en, young_zh, young_en, tag_digit,
    number_rule, sort)
VALUES (:code, :zh, :en, :unit_zh, :male_zh, :male_en, :female_zh, :female_en, :young_zh, :young_en, :tag_digit,
    :number_rule, :sort)
ON CONFLICT DO NOTHING;

-- name: dictionary_add_breed
INSERT INTO breed (code, species, zh, en, sort) VALUES (:code, :species, :zh, :en, :sort) ON CONFLICT DO NOTHING;

-- name: dictionary_add_township
INSERT INTO township (code, zh, en, sort) VALUES (:code, :zh, :en, :sort) ON CONFLICT DO NOTHING;

-- name: dictionary_add_code
INSERT INTO code (list, code, zh, en, species, state, sort) VALUES (:list, :code, :zh, :en, :species, :state, :sort)
ON CONFLICT DO NOTHING;

-- name: dictionary_add_event_kind
INSERT INTO event_kind (code, zh, en, species, sex, state, effect, flow, sort)
VALUES (:code, :zh, :en, :species, :sex, :state, :effect, :flow, :sort)
ON CONFLICT DO NOTHING;

-- name: dictionary_add_event_field
INSERT INTO event_field (kind, field, place, type, unit, decimals, list, param, required, carried, zh, en, sort)
VALUES (:kind, :field, :place, :type, :unit, :decimals, :list, :param, :required, :carried, :zh, :en, :sort)
ON CONFLICT DO NOTHING;

-- name: dictionary_add_param
INSERT INTO param (species, name, value, warn_low, warn_high, hard_low, hard_high, unit, zh, en, source)
VALUES (:species, :name, :value, :warn_low, :warn_high, :hard_low, :hard_high, :unit, :zh, :en, :source)
ON CONFLICT DO NOTHING;

-- name: dictionary_add_rule
INSERT INTO rule (code, severity, override, zh, en) VALUES (:code, :severity, :override, :zh, :en)
ON CONFLICT DO NOTHING;

-- name: dictionary_protocols
SELECT protocol, step, anchor, param, last_param, every_param, serves FROM protocol ORDER BY protocol, sort, step;

-- name: dictionary_add_protocol
INSERT INTO protocol (protocol, step, anchor, param, last_param, every_param, serves, sort)
VALUES (:protocol, :step, :anchor, :param, :last_param, :every_param, :serves, :sort)
ON CONFLICT DO NOTHING;
