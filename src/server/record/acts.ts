/** Acts of the record about itself. Their contents are never erased: proofs rest on them. */
export const REDACT = 'record.redact';
export const ADD_WITNESS = 'record.add-witness';
export const END_WITNESS = 'record.end-witness';
export const WITNESS_ACTS = [ADD_WITNESS, END_WITNESS] as const;
