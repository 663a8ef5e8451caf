/** A widget of a dashboard, as CloudWatch reads it. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly view?: string;
    readonly query?: string;
    readonly alarms?: string[];
    readonly metrics?: (string | { readonly label?: string; readonly expression?: string })[][];
  };
}

/** Columns of a dashboard. */
export const COLUMNS = 24;
const COLUMN = 50;
const ROW = 40;
const LINE = 15;
/** Width of a letter of the picture's font, at most. */
const LETTER = 6.5;

/** A metric of a widget: what CloudWatch's shorthand repeats of the one before it (`.` and `...`) written out. */
export interface ShownMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: { readonly [name: string]: string };
  readonly label?: string;
}

export function metricsOf({ properties: { metrics = [] } }: Widget): ShownMetric[] {
  let previous: string[] = [];
  return metrics.flatMap((entry) => {
    const texts = entry.filter((part) => typeof part === 'string');
    if (texts.length === 0) {
      return [];
    }
    const written = texts[0] === '...' ? [...previous.slice(0, previous.length - texts.length + 1), ...texts.slice(1)] : texts;
    previous = written.map((text, index) => text === '.' ? previous[index] : text);
    const [namespace, name, ...rest] = previous;
    const dimensions = Object.fromEntries(rest.flatMap((text, index) => index % 2 === 0 ? [[text, rest[index + 1]]] : []));
    return [{ namespace, name, dimensions, label: optionsOf(entry).label }];
  });
}

export function expressionsOf({ properties: { metrics = [] } }: Widget): string[] {
  return metrics.flatMap((entry) => optionsOf(entry).expression ?? []);
}

function optionsOf(entry: NonNullable<Widget['properties']['metrics']>[number]): { readonly label?: string; readonly expression?: string } {
  return entry.find((part) => typeof part === 'object') ?? {};
}

/** What a widget says, a line each. */
function linesOf(widget: Widget): string[] {
  const { title, markdown, query, alarms } = widget.properties;
  return [
    ...(markdown?.split('\n') ?? []),
    ...(title === undefined ? [] : [title]),
    ...(alarms?.map((alarm) => `[ ] ${alarm.replace(/^.*:alarm:/, '')}`) ?? []),
    ...metricsOf(widget).map(({ name, label }) => `- ${label ?? name}`),
    ...expressionsOf(widget).map((expression) => `- one for each: ${expression.replace(/^SEARCH\('\{([^}]+)\}.*$/, '$1')}`),
    ...(query?.split(/\n?\| /).slice(1).map((line) => `- ${line}`) ?? []),
  ];
}

/** The dashboard as an SVG: where each widget stands, and what is on it. */
export function pictureOf(widgets: Widget[]): string {
  const height = Math.max(...widgets.map(({ y, height: rows }) => y + rows)) * ROW;
  const drawn = widgets.map((widget) => {
    const [x, y, wide, high] = [widget.x * COLUMN, widget.y * ROW, widget.width * COLUMN, widget.height * ROW];
    const columns = widget.properties.alarms ? 4 : 1;
    const texts = linesOf(widget).map((line, index) => {
      const isTitle = index === 0;
      const place = isTitle ? { column: 0, row: 0 } : { column: (index - 1) % columns, row: 1 + Math.floor((index - 1) / columns) };
      const [left, top] = [x + 8 + place.column * wide / columns, y + LINE + 2 + place.row * LINE];
      const room = Math.floor((wide / columns - 16) / LETTER);
      return `<text x="${left}" y="${top}"${isTitle ? ' font-weight="bold"' : ''}>${escaped(line.length > room ? `${line.slice(0, room - 1)}…` : line)}</text>`;
    });
    return [`<rect x="${x + 2}" y="${y + 2}" width="${wide - 4}" height="${high - 4}" fill="${FILLS[widget.type] ?? '#fff'}" stroke="#888"/>`, ...texts].join('\n');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${COLUMNS * COLUMN}" height="${height}" font-family="monospace" font-size="11">`,
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

const FILLS: { readonly [type: string]: string } = { text: '#f4f4f4', alarm: '#fdebd0', metric: '#eaf2fb', log: '#eafaf1' };

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
