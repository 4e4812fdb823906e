import { Ledger } from './Ledger.tsx';

/** Rectification 整改: the ledger with measures, deadlines and effect. */
export default function Rectify() {
  return <Ledger page="rectify" />;
}
