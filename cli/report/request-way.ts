/** A station of a request's way, and what becomes of a request that must not go on. */
interface Station {
  readonly name: string;
  readonly does: string;
  /** What is answered there instead. */
  readonly refuses?: string;
}

/** In the order in which they see a request. https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html */
const STATIONS: readonly Station[] = [
  { name: 'Client', does: 'sends a token and an API key over TLS' },
  { name: 'Edge (optional)', does: 'lists and rates; adds the origin secret', refuses: '403 429' },
  { name: 'Web ACL', does: 'floods, attacks, parameters, sizes', refuses: '400–429' },
  { name: 'Authorizer', does: 'token, roles, scopes, claims, paths', refuses: '401 403' },
  { name: 'API key and usage plan', does: 'who the consumer is, throttle, quota', refuses: '403 429' },
  { name: 'Validator', does: 'the body by a closed schema', refuses: '400' },
  { name: 'Target', does: 'called by a role that may only that' },
];

const WIDTH = 360;
const BOX = { left: 4, width: 268, height: 50 };
const STEP = 74;

const STYLE = [
  '.way-box{fill:#fff;stroke:#44546a}', '.way-name{fill:#1b2430;font-weight:600}', '.way-text{fill:#44546a}', '.way-line{stroke:#44546a;fill:none}',
  '.way-tip{fill:#44546a}', '.way-no{stroke:#a4262c;fill:none}', '.way-no-tip,.way-no-text{fill:#a4262c}',
  '@media screen and (prefers-color-scheme:dark){.way-box{fill:#1d242d;stroke:#a9b6c6}.way-name{fill:#eef2f6}.way-text{fill:#b9c5d3}',
  '.way-line{stroke:#a9b6c6}.way-tip{fill:#a9b6c6}.way-no{stroke:#ff9a94}.way-no-tip,.way-no-text{fill:#ff9a94}}',
].join('');

/**
 * The way of a request as a picture, for the report and, as `docs/request-way.svg`, for the README. As narrow as a phone, so that it is
 * readable on one.
 */
export function requestWay(): { readonly svg: string; readonly style: string } {
  const height = (STATIONS.length - 1) * STEP + BOX.height + 16;
  const described = STATIONS.map(({ name, does, refuses }) => `${name}: ${does}${refuses === undefined ? '' : `; else ${refuses}`}`).join('. ');
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="way-title way-description" font-family="system-ui, sans-serif">`,
    `<title id="way-title">The way of a request</title><desc id="way-description">${described}.</desc>`,
    `<style>${STYLE}</style>`,
    ...STATIONS.map(station),
    '</svg>',
  ].join('\n');
  return { svg, style: STYLE };
}

function station({ name, does, refuses }: Station, index: number): string {
  const top = 8 + index * STEP;
  const middle = top + BOX.height / 2;
  const right = BOX.left + BOX.width;
  const down = BOX.left + BOX.width / 2;
  return [
    `<rect class="way-box" x="${BOX.left}" y="${top}" width="${BOX.width}" height="${BOX.height}" rx="6"/>`,
    `<text class="way-name" x="${BOX.left + 12}" y="${top + 21}" font-size="14">${name}</text>`,
    `<text class="way-text" x="${BOX.left + 12}" y="${top + 39}" font-size="12">${does}</text>`,
    ...(index < STATIONS.length - 1 ? [
      `<path class="way-line" d="M${down} ${top + BOX.height}V${top + STEP - 6}"/>`,
      `<path class="way-tip" d="M${down - 5} ${top + STEP - 7}h10l-5 7z"/>`,
    ] : []),
    ...(refuses === undefined ? [] : [
      `<path class="way-no" d="M${right} ${middle}h22"/>`,
      `<path class="way-no-tip" d="M${right + 21} ${middle - 5}v10l7 -5z"/>`,
      `<text class="way-no-text" x="${right + 32}" y="${middle + 4}" font-size="12">${refuses}</text>`,
    ]),
  ].join('\n');
}
