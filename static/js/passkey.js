// Passkeys: the browser is asked, and what it answers goes with the form it stands in. Without this script the forms
// stay hidden and other ways of logging in remain.

const canAsk = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);

async function optionsOf(form) {
  const told = document.getElementById("js_data");
  if (told) return JSON.parse(told.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("no options");
  return answer.json();
}

async function made(options) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options.creation_options.publicKey);
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required",
  };
  return navigator.credentials.create({ publicKey });
}

async function used(options) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.request_options.publicKey);
  return navigator.credentials.get({ publicKey });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !canAsk;
  const instead = form.parentElement.querySelector("[data-passkey-missing]");
  if (instead) instead.hidden = canAsk;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = form.querySelector("[data-passkey-wrong]");
    wrong.hidden = true;
    try {
      const options = await optionsOf(form);
      const credential = await (form.dataset.passkey === "add" ? made(options) : used(options));
      form.elements.credential.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch {
      wrong.hidden = false;
    }
  });
}
