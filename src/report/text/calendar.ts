// Days as a reader writes them: "21 November 2026", always in UTC and in the page's one language.

const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** "21 November 2026" for an ISO day or instant; text that is no ISO date comes back as it is. */
export function longDate(iso: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso);
  const month = match === null ? undefined : months[Number(match[2]) - 1];
  return match === null || month === undefined ? iso : `${Number(match[3])} ${month} ${match[1]}`;
}

/** "21 November 2026, 09:00 UTC" for an ISO instant in UTC, the day alone for a day. */
export function longInstant(iso: string): string {
  const time = /T(\d{2}:\d{2})/.exec(iso)?.[1];
  return time === undefined ? longDate(iso) : `${longDate(iso)}, ${time} UTC`;
}
