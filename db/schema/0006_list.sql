-- What lists are narrowed by: the young of the last days among a million.
CREATE INDEX animal_birth ON animal (birth) WHERE birth IS NOT NULL;
