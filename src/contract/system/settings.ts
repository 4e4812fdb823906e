import { z } from 'zod';

/** Text of one line: what goes into headers and titles cannot start a new one. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\p{Cc}]*$/u);

const timeZone = z.string().refine((zone) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
});

/** Days of the calendar. */
const days = z.array(z.iso.date()).max(400).default([]);

/** A number of working days. */
const wait = (least: number) => z.number().int().min(least).max(120);
const waits = z.array(z.coerce.number().int().min(1).max(120)).max(6);

export const securities = ['starttls', 'tls', 'none'] as const;

/** All settings, by group. What is not set has its default. Secrets stand apart. */
export const settingGroups = {
  organisation: z.object({
    /** Name of the organisation where it speaks: mails, documents. */
    name: line(60).default(''),
    /** Calendar days and deadlines are those of this zone. */
    timeZone: timeZone.default('Asia/Shanghai'),
  }),
  mail: z.object({
    /** Without a host no mail is sent. */
    host: line(253)
      .regex(/^[\p{L}\p{N}.:-]*$/u)
      .default(''),
    port: z.number().int().min(1).max(65_535).default(587),
    security: z.enum(securities).default('starttls'),
    /** Certificates nobody known has signed are taken: servers inside an offline network. */
    anyCertificate: z.boolean().default(false),
    user: line(200).default(''),
    sender: z.union([z.literal(''), z.email().max(200)]).default(''),
    senderName: line(60).default(''),
  }),
  notice: z.object({
    /** Hour of the day at which the collected notices are mailed. */
    digestHour: z.number().int().min(0).max(23).default(8),
  }),
  /** Working days that are other than the table of the country says, or that it lacks yet. */
  calendar: z
    .object({ off: days, work: days })
    .refine(({ off, work }) => !work.some((day) => off.includes(day)), {
      path: ['work'],
      params: { code: 'system:day-both' },
    }),
  /** Reminders and escalation, everything in working days. */
  deadline: z.object({
    /** So many before the last day of a deadline its people are reminded, and on that day. */
    remindBefore: waits.default([5, 1]),
    /** When it is missed: the day after, and every so many again. */
    remindEvery: wait(1).default(5),
    /** After a missed deadline until a letter to the unit is drafted. */
    escalateAfter: wait(1).default(3),
    /** After a letter, until the next one up is told. */
    escalateStep: wait(1).default(5),
    /** How long the unit has to answer a letter. */
    answerWithin: wait(1).default(5),
  }),
  /** Voices of the people: working days until they are assigned, answered by class, and closed. */
  voice: z.object({
    assignWithin: wait(1).default(2),
    consult: wait(1).default(5),
    help: wait(1).default(5),
    suggest: wait(1).default(15),
    complain: wait(1).default(15),
    report: wait(1).default(30),
    /** An answer on which the person says nothing is taken for good after so many. */
    closeAfter: wait(1).default(15),
    /** Months after a voice is closed until the contact somebody left with it is erased. */
    contactMonths: z.number().int().min(1).max(120).default(12),
  }),
  /** Whom to ask when the page does not help. */
  help: z.object({
    contactName: line(60).default(''),
    contactPhone: line(60).default(''),
    contactPlace: line(120).default(''),
  }),
  record: z.object({
    /** How long logs and contents of the record are kept at least. */
    retentionMonths: z.number().int().min(6).max(1200).default(36),
  }),
} as const;

export type SettingGroup = keyof typeof settingGroups;
export const groupNames = Object.keys(settingGroups) as [SettingGroup, ...SettingGroup[]];

export type Settings = { readonly [G in SettingGroup]: z.output<(typeof settingGroups)[G]> };

/** Secrets of a group: only whether there is one is ever told. */
export const secretsOf: Readonly<Partial<Record<SettingGroup, readonly string[]>>> = {
  mail: ['password'],
};
