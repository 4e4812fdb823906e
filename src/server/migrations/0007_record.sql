-- The record as a Merkle tree (RFC 6962): its hashes in tiles, signed checkpoints, witnesses.
-- None of these tables holds rows of units: they hold hashes, signatures and names of keys.

-- Hash with which the commitment was made: another one can follow.
alter table record_entry add column algorithm text not null default 'sha256';
create index record_entry_actor on record_entry (actor, id);
create index record_entry_act on record_entry (act, id);

-- Tiles of 256 hashes (C2SP tlog-tiles); the last one of each level grows.
create table record_tile (
  level smallint not null,
  index bigint not null,
  hashes bytea not null,
  primary key (level, index)
);

-- Every checkpoint ever signed: a signed note (C2SP tlog-checkpoint) that holds size, root and time.
create table record_checkpoint (
  size bigint primary key,
  note text not null
);

-- Keys that sign checkpoints, from the size after which each is used. The secret half lies in
-- the home folder of the server.
create table record_key (
  vkey text primary key,
  since_size bigint not null unique
);

-- Who co-signs, and the entries of the record that let them in and ended it.
create table record_witness (
  name text primary key,
  vkey text not null,
  entry_id uuid not null references record_entry (id),
  ended_by uuid references record_entry (id)
);

create table record_cosignature (
  size bigint not null references record_checkpoint (size),
  name text not null references record_witness (name),
  line text not null,
  primary key (size, name)
);
