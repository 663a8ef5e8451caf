/**
 * The page: what is shown when, and what the user can do. Logging in is in oauth.js, the API in api.js.
 *
 * Data gets into the page by `textContent` and by attributes that can't run anything, never as markup: an order's note is a
 * stranger's text. The Content-Security-Policy of the site is the second line, not the first.
 */
import { checkDraft, explain, isOrderId, LIMITS, mayHaveHappened, OrdersApi } from './api.js';
import { beginLogin, logoutUrl, readConfiguration, rememberLoggedIn, Session, takeAnswer, takeWasLoggedIn } from './oauth.js';

const main = document.getElementById('main');
const announcement = document.getElementById('announcement');
const { origin } = location;
const send = (...request) => fetch(...request);

/** Tells the other tabs of a logout: each of them holds tokens of its own. */
const tabs = new BroadcastChannel('orders.logout');

/** Filled once by `start`. */
let configuration;
let session;
let api;

/** The page that is shown. What arrives for another one, which the user has left meanwhile, is dropped. */
let visit = 0;

/** The order that the user is writing. It outlives a look at another page and an attempt that failed. */
let draft = emptyDraft();

await start();

async function start() {
  show(view('view-loading').fragment);
  // Taken before anything is waited for: the code is to be in the address bar as short as possible.
  const answer = attempt(() => takeAnswer({ location, history, storage: sessionStorage }));
  try {
    const response = await fetch('/config.json', { cache: 'no-cache', credentials: 'omit' });
    if (!response.ok) {
      throw new Error(`config.json: ${response.status}`);
    }
    configuration = readConfiguration(await response.json());
  } catch (error) {
    showProblem(error.name === 'LoginError'
      ? { title: 'The page is not set up', text: error.message, action: 'none' }
      : { title: 'The page could not be loaded', text: 'Please check your connection and load it again.', action: 'retry' }, () => location.reload());
    return;
  }
  session = new Session({ configuration, origin, fetch: send });
  api = new OrdersApi({ apiPath: configuration.apiPath, origin, fetch: send, accessToken: (refused) => session.accessToken(refused) });

  document.getElementById('logout').addEventListener('click', logOut);
  document.querySelector('.skip').addEventListener('click', (event) => {
    event.preventDefault();
    main.focus();
  });
  addEventListener('hashchange', () => render({ moveFocus: true }));
  // A page that comes back from the browser's cache shows what was true when it was left.
  addEventListener('pageshow', (event) => {
    if (event.persisted) {
      render();
    }
  });
  tabs.addEventListener('message', () => {
    session.end();
    draft = emptyDraft();
    render();
  });

  if (answer.error) {
    showWelcome(answer.error.code === 'login_required' ? undefined : answer.error);
  } else if (answer.value) {
    await finishLogin(answer.value);
  } else if (takeWasLoggedIn(sessionStorage)) {
    await logIn({ silent: true });
  } else {
    showWelcome();
  }
}

async function finishLogin(answer) {
  try {
    await session.redeem(answer);
  } catch (error) {
    showWelcome(error);
    return;
  }
  rememberLoggedIn(sessionStorage);
  if (routeOf(answer.login.returnTo)) {
    history.replaceState(null, '', answer.login.returnTo);
  }
  render();
}

async function logIn({ silent = false } = {}) {
  try {
    const url = await beginLogin({ configuration, origin, storage: sessionStorage, crypto, returnTo: location.hash, silent });
    if (silent) {
      location.replace(url);
    } else {
      location.assign(url);
    }
  } catch (error) {
    showWelcome(error);
  }
}

function logOut() {
  takeWasLoggedIn(sessionStorage);
  session.end();
  draft = emptyDraft();
  tabs.postMessage('logged out');
  // The page without data first: it may be shown again by the back button.
  showWelcome();
  location.assign(logoutUrl(configuration, origin));
}

/** The page that a hash names, if it names one. */
function routeOf(hash) {
  const path = hash.replace(/^#\/?/, '');
  if (path === '') {
    return { page: 'list' };
  }
  if (path === 'new') {
    return { page: 'new' };
  }
  const [collection, orderId, ...rest] = path.split('/');
  return collection === 'orders' && isOrderId(orderId) && rest.length === 0 ? { page: 'order', orderId } : undefined;
}

function render({ moveFocus = false } = {}) {
  if (!session.isLoggedIn) {
    showWelcome();
    return;
  }
  const route = routeOf(location.hash) ?? { page: 'list' };
  for (const link of document.querySelectorAll('#navigation a')) {
    const isCurrent = link.getAttribute('href') === { list: '#/', new: '#/new' }[route.page];
    link.setAttribute('aria-current', isCurrent ? 'page' : 'false');
  }
  ({ list: showList, order: showOrder, new: showNew })[route.page](route);
  if (moveFocus) {
    focusHeading();
  }
}

function showWelcome(error) {
  const { fragment, slots } = view('view-welcome');
  slots.login.addEventListener('click', () => {
    slots.login.disabled = true;
    void logIn();
  });
  if (error) {
    // What is no LoginError is the browser's: without crypto or sessionStorage there is no safe login.
    const text = error.name === 'LoginError' ? error.message : 'The login could not be started. Does this browser keep data of this site?';
    slots.notice.append(notice({ title: '', text, action: 'none' }));
  }
  show(fragment, 'Log in');
}

function showProblem(problem, retry) {
  show(notice(problem, retry), problem.title);
}

function showList() {
  const { fragment, slots } = view('view-list');
  show(fragment, 'Your orders');
  const load = () => fill(slots.content, 'Loading your orders…', 'Your orders could not be loaded', async () => {
    const orders = await api.list(slots.status.value);
    return { node: orders.length > 0 ? rowsOf(orders) : emptyList(slots.status.value), said: orders.length === 1 ? '1 order' : `${orders.length} orders` };
  }, load);
  slots.status.addEventListener('change', load);
  load();
}

function rowsOf(orders) {
  const list = document.createElement('ul');
  list.className = 'rows';
  // Safari drops the role of a list without bullets.
  list.setAttribute('role', 'list');
  list.append(...orders.map((order) => {
    const { fragment, slots } = view('list-row');
    slots.link.href = `#/orders/${order.orderId}`;
    slots.link.textContent = `Order ${shortId(order)}`;
    const count = order.items.reduce((sum, { quantity }) => sum + quantity, 0);
    slots.items.textContent = count === 0 ? '' : count === 1 ? '1 piece' : `${count} pieces`;
    setTime(slots.time, order.createdAt);
    setStatus(slots.status, order.status);
    return fragment;
  }));
  return list;
}

function emptyList(status) {
  const { fragment, slots } = view('list-empty');
  slots.title.textContent = status ? `No ${status} orders` : 'No orders yet';
  slots.text.textContent = status ? 'Show all orders to see the others.' : 'Your first order will be here as soon as you place it.';
  return fragment;
}

function showOrder({ orderId }) {
  const { fragment, slots } = view('view-order');
  slots.title.textContent = `Order ${shortId({ orderId })}`;
  show(fragment, slots.title.textContent);
  const load = () => fill(slots.content, 'Loading the order…', 'The order could not be loaded', async () => {
    const order = await api.get(orderId);
    setStatus(slots.status, order.status);
    slots.status.hidden = false;
    return { node: detailsOf(order), said: `Order ${shortId(order)}, ${order.status}` };
  }, load);
  load();
}

function detailsOf(order) {
  const { fragment, slots } = view('order-details');
  setTime(slots.time, order.createdAt);
  slots.id.textContent = order.orderId;
  slots.note.textContent = order.note;
  slots['note-fact'].hidden = order.note === '';
  slots.rows.append(...order.items.map(({ sku, quantity }) => {
    const line = document.createElement('tr');
    const cells = [sku, String(quantity)].map((text) => Object.assign(document.createElement('td'), { textContent: text }));
    cells[0].className = 'code';
    cells[1].className = 'number';
    line.append(...cells);
    return line;
  }));
  return fragment;
}

function showNew() {
  const { fragment, slots } = view('view-new');
  let rows = [];
  const readDraft = () => {
    draft = { items: rows.map(({ slots: row }) => ({ sku: row.sku.value, quantity: row.quantity.value })), note: slots.note.value };
  };
  const numberRows = () => {
    rows.forEach(({ element, slots: row }, index) => {
      element.setAttribute('aria-label', `Item ${index + 1}`);
      row.remove.setAttribute('aria-label', `Remove item ${index + 1}`);
      row.remove.hidden = rows.length === 1;
      for (const field of ['sku', 'quantity']) {
        row[field].id = `${field}-${index}`;
        row[`${field}-label`].htmlFor = row[field].id;
        row[`${field}-problem`].id = `${field}-${index}-problem`;
        row[field].setAttribute('aria-describedby', `${field === 'sku' ? 'sku-hint ' : ''}${field}-${index}-problem`);
      }
    });
    slots.add.hidden = rows.length >= LIMITS.items;
  };
  const addRow = (item) => {
    const { fragment: rowFragment, slots: row } = view('item-row');
    const entry = { element: rowFragment.firstElementChild, slots: row };
    row.sku.value = item.sku;
    row.quantity.value = item.quantity;
    row.remove.addEventListener('click', () => {
      const index = rows.indexOf(entry);
      rows = rows.filter((other) => other !== entry);
      entry.element.remove();
      numberRows();
      readDraft();
      rows[Math.min(index, rows.length - 1)].slots.sku.focus();
    });
    rows.push(entry);
    slots.items.append(rowFragment);
    numberRows();
    return entry;
  };
  const showProblems = (problems) => {
    const fields = [
      ...rows.flatMap(({ slots: row }, index) => ['sku', 'quantity'].map((field) => [row[field], row[`${field}-problem`], problems[`items.${index}.${field}`]])),
      [slots.note, slots['note-problem'], problems.note],
      [undefined, slots['items-problem'], problems.items],
    ];
    for (const [field, place, problem] of fields) {
      place.textContent = problem ?? '';
      place.hidden = !problem;
      field?.setAttribute('aria-invalid', String(Boolean(problem)));
    }
    fields.find(([field, , problem]) => field && problem)?.[0].focus();
  };

  draft.items.forEach(addRow);
  slots.note.value = draft.note;
  slots.form.addEventListener('input', readDraft);
  slots.add.addEventListener('click', () => {
    addRow({ sku: '', quantity: '1' }).slots.sku.focus();
    readDraft();
  });
  slots.form.addEventListener('submit', (event) => {
    event.preventDefault();
    // A second Enter while the first is under way would place the order twice.
    if (slots.submit.disabled) {
      return;
    }
    readDraft();
    const { order, problems } = checkDraft(draft);
    slots.notice.replaceChildren();
    showProblems(problems);
    if (order) {
      void placeOrder(order, slots);
    } else {
      announce('Some fields need another look.');
    }
  });
  show(fragment, 'New order');
}

async function placeOrder(order, slots) {
  const here = visit;
  slots.submit.disabled = true;
  slots.submit.textContent = 'Placing the order…';
  announce('Placing the order…');
  try {
    const placed = await api.place(order);
    draft = emptyDraft();
    if (visit === here) {
      location.hash = `#/orders/${placed.orderId}`;
    }
    announce('Your order was placed.');
  } catch (error) {
    if (visit !== here) {
      return;
    }
    const problem = explain(error, 'The order was not placed');
    if (mayHaveHappened(error)) {
      problem.title = 'The order may have been placed';
      problem.text += ' Look at your orders before you send it again.';
    }
    // The form's own button is the way to try again.
    slots.notice.append(notice({ ...problem, action: problem.action === 'login' ? 'login' : 'none' }));
    enableAfter(slots.submit, 'Place order', problem.waitSeconds);
  }
}

/** Loads something into a place of the page: a line that says so, then what came, or what went wrong and the way to try again. */
async function fill(place, loadingText, failedText, load, again) {
  const here = visit;
  const turn = place.dataset.turn = String(Number(place.dataset.turn ?? 0) + 1);
  const isCurrent = () => visit === here && place.dataset.turn === turn;
  const { fragment, slots } = view('view-loading');
  slots.text.textContent = loadingText;
  place.setAttribute('aria-busy', 'true');
  place.replaceChildren(fragment);
  announce(loadingText);
  let node;
  let said = '';
  try {
    ({ node, said } = await load());
  } catch (error) {
    node = notice(explain(error, failedText), again);
  }
  if (isCurrent()) {
    place.setAttribute('aria-busy', 'false');
    place.replaceChildren(node);
    announce(said);
  }
}

/** A problem and what the user can do about it. Being an alert, it is read out when it gets into the page. */
function notice({ title, text, action, waitSeconds, requestId }, retry) {
  const { fragment, slots } = view('notice');
  slots.title.textContent = title;
  slots.text.textContent = text;
  if (requestId) {
    slots.request.textContent = `Request ${requestId}`;
    slots.request.hidden = false;
  }
  if (action === 'login' || (action === 'retry' && retry)) {
    slots.action.hidden = false;
    slots.action.addEventListener('click', () => {
      if (action === 'login') {
        void logIn();
        return;
      }
      // The button goes away with the notice, and the focus would go with it.
      focusHeading();
      retry();
    });
    enableAfter(slots.action, action === 'login' ? 'Log in' : 'Try again', action === 'retry' ? waitSeconds : undefined);
  }
  return fragment;
}

/** Enables a button, after a wait that it shows itself. The count is not announced: once a second would drown all else. */
function enableAfter(button, text, seconds = 0) {
  button.disabled = seconds > 0;
  button.textContent = seconds > 0 ? `${text} in ${seconds} s` : text;
  if (seconds > 0) {
    setTimeout(() => {
      if (button.isConnected) {
        enableAfter(button, text, seconds - 1);
      }
    }, 1000);
  }
}

/** Puts a page in place of the one before. */
function show(content, title) {
  visit += 1;
  const isLoggedIn = session?.isLoggedIn ?? false;
  document.getElementById('navigation').hidden = !isLoggedIn;
  document.getElementById('account').hidden = !isLoggedIn;
  document.getElementById('name').textContent = session?.name ?? '';
  document.title = title ? `${title} – Orders` : 'Orders';
  main.replaceChildren(content);
}

/** After a change of page the focus is on its heading, as it would be at the top of a newly loaded page. */
function focusHeading() {
  const heading = main.querySelector('h1') ?? main;
  heading.tabIndex = -1;
  heading.focus();
  scrollTo(0, 0);
}

/** A copy of a template, and its elements that have a `data-slot`, by that name. */
function view(templateId) {
  const fragment = document.getElementById(templateId).content.cloneNode(true);
  return { fragment, slots: Object.fromEntries([...fragment.querySelectorAll('[data-slot]')].map((element) => [element.dataset.slot, element])) };
}

function announce(text) {
  announcement.textContent = text;
}

function setTime(element, date) {
  element.textContent = date ? new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(date) : '–';
  if (date) {
    element.dateTime = date.toISOString();
  }
}

function setStatus(element, status) {
  element.textContent = status;
  element.dataset.status = status;
}

function shortId({ orderId }) {
  return orderId.slice(0, 8);
}

function emptyDraft() {
  return { items: [{ sku: '', quantity: '1' }], note: '' };
}

function attempt(action) {
  try {
    return { value: action() };
  } catch (error) {
    return { error };
  }
}
