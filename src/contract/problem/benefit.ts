import type { z } from 'zod';
import type { Translate } from '../messages/translator.ts';
import type { benefit } from './schemas.ts';

/** What is said of who benefits from a measure or a decision. */
export type Benefit = z.infer<z.ZodObject<typeof benefit>>;

/** Who benefits, how many are expected to and how many did, as far as it is said. */
export const benefitTexts = (t: Translate, b: Benefit): string[] =>
  [
    b.beneficiaries,
    b.expected === null ? null : t('problem:expects', { count: b.expected }),
    b.benefited === null ? null : t('problem:benefited', { count: b.benefited }),
  ].flatMap((said) => said || []);
