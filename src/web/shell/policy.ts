import { z } from 'zod';

// The page's policy forbids code made from text, which zod would try for speed. Imported
// first: schemas decide when they are made.
z.config({ jitless: true });
