import { Ledger } from './Ledger.tsx';

/** Inspection 查摆: the same ledger, with where a problem was found and what it is held against. */
export default function Inspect() {
  return <Ledger page="inspect" />;
}
