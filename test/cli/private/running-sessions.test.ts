import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { announceSession, findSession, RunningSession } from '../../../cli/private/running-sessions';

const SESSION: RunningSession = { pid: process.pid, address: 'http://127.0.0.1:1', secret: 'control', urls: ['http://localhost:1/prod'] };

describe('running sessions', () => {
  let place: string;

  beforeEach(() => {
    place = fs.mkdtempSync(path.join(os.tmpdir(), 'running-sessions-'));
    jest.spyOn(jest.requireActual<typeof os>('os'), 'tmpdir').mockReturnValue(place);
  });

  afterEach(() => {
    jest.restoreAllMocks();
    fs.rmSync(place, { recursive: true });
  });

  const folder = () => path.join(place, fs.readdirSync(place)[0]);

  test('are found until they end, in files that only their owner may read', () => {
    const forget = announceSession(SESSION);
    expect(findSession(SESSION.urls[0])).toEqual(SESSION);
    expect(fs.readdirSync(folder())).toEqual([`${process.pid}.json`]);
    expect([folder(), path.join(folder(), `${process.pid}.json`)].map((file) => (fs.statSync(file).mode % 0o1000).toString(8))).toEqual(['700', '600']);
    forget();
    expect(() => findSession()).toThrow('a `secure-rest-api serve` must run beside this command, got none');
  });

  // A link to nothing is listed and can't be read, as a file that goes in between.
  test('one that ends while it is looked for is none', () => {
    announceSession(SESSION);
    fs.symlinkSync(path.join(place, 'gone'), path.join(folder(), '1.json'));
    expect(findSession()).toEqual(SESSION);
  });

  test('what one leaves that was killed is taken away', () => {
    announceSession(SESSION);
    // Beyond what any system gives.
    fs.writeFileSync(path.join(folder(), '4194305.json'), JSON.stringify({ ...SESSION, pid: 4_194_305 }));
    expect(findSession()).toEqual(SESSION);
    expect(fs.readdirSync(folder())).toEqual([`${process.pid}.json`]);
  });

  describe('one that begins while another ends', () => {
    /** Takes the folder away as soon as it was made, so many times. */
    function takeAway(times: number): void {
      const real = jest.requireActual<typeof fs>('fs');
      const make = real.mkdirSync;
      let left = times;
      jest.spyOn(real, 'mkdirSync').mockImplementation((folderPath, options) => {
        const made = make(folderPath, options);
        if (left > 0) {
          left -= 1;
          real.rmdirSync(folderPath);
        }
        return made;
      });
    }

    test('makes the folder again', () => {
      takeAway(4);
      const forget = announceSession(SESSION);
      expect(findSession()).toEqual(SESSION);
      forget();
      expect(fs.readdirSync(place)).toEqual([]);
    });

    test('gives up where it is taken away again and again', () => {
      takeAway(5);
      expect(() => announceSession(SESSION)).toThrow('must stay while a session is written into it, got one that was taken away 5 times');
    });
  });

  test('a file that can\'t be read is an error', () => {
    announceSession(SESSION);
    fs.mkdirSync(path.join(folder(), '1.json'));
    expect(() => findSession()).toThrow('EISDIR');
  });
});
