"""Triggers that keep the money: no entry is changed, no sum is exceeded, also with two writers and raw SQL (G5).

Each refusal is a Swedish sentence with the sum that is missing, and SQLSTATE SKLDG; `actions/ledger.py` shows it.
Whoever adds an entry holds the account (and the pot, where money is shared out) until the end of the transaction, so
that the next one counts what the first has written. The sums are judged when the transaction ends, since saved money
leaves one account and reaches another by two rows.
"""

import pgtrigger

from meetings.models.freeze import never_emptied

SQLSTATE = "SKLDG"

_SUM = "replace(to_char({0}, 'FM999,999,999,999,990'), ',', U&'\\00A0')"


def _raise(words: str, *sums: str) -> str:
    values = "".join(f", {_SUM.format(one)}" for one in sums)
    return f"RAISE EXCEPTION '{words}'{values} USING ERRCODE = '{SQLSTATE}';"


_HOLD = f"""
SELECT a.grant_id INTO held_grant FROM funding_account a WHERE a.id = NEW.account_id FOR NO KEY UPDATE;
PERFORM 1 FROM funding_grantdecision g WHERE g.id = held_grant FOR SHARE;
IF EXISTS (SELECT 1 FROM funding_grantdecision g WHERE g.id = held_grant AND g.closed_at IS NOT NULL) THEN
    {_raise("Bidragsåret är avslutat. Ingenting mer kan bokföras på det.")}
END IF;
IF NEW.pot_id IS NOT NULL THEN
    PERFORM 1 FROM funding_pot p WHERE p.id = NEW.pot_id FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT 1 FROM funding_pot p WHERE p.id = NEW.pot_id AND p.grant_id = held_grant) THEN
        {_raise("Potten hör till ett annat beslut än kontot.")}
    END IF;
END IF;
IF NEW.corrects_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM funding_entry e WHERE e.id = NEW.corrects_id AND e.account_id = NEW.account_id
    AND e.kind = NEW.kind AND e.pot_id IS NOT DISTINCT FROM NEW.pot_id
) THEN
    {_raise("En rättelse ska stå på samma konto, av samma slag och i samma pott som det den rättar.")}
END IF;
RETURN NEW;
"""  # noqa: S608 – names of our own tables

_BALANCES = f"""
SELECT
    COALESCE(SUM(amount) FILTER (WHERE kind = 'allocated'), 0),
    COALESCE(SUM(amount) FILTER (WHERE kind = 'requested'), 0),
    COALESCE(SUM(amount) FILTER (WHERE kind = 'paid'), 0),
    COALESCE(SUM(amount) FILTER (WHERE kind = 'committed'), 0),
    COALESCE(SUM(amount) FILTER (WHERE kind = 'used'), 0),
    COALESCE(SUM(amount) FILTER (WHERE kind = 'repaid'), 0),
    COALESCE(SUM(amount) FILTER (WHERE kind = 'carried_out'), 0),
    COALESCE(SUM(amount) FILTER (WHERE kind = 'carried_in'), 0)
INTO allocated, requested, paid, committed, used, repaid, carried_out, carried_in
FROM funding_entry WHERE account_id = NEW.account_id;
least_sum := LEAST(allocated, requested, paid, committed, used, repaid, carried_out, carried_in);
IF least_sum < 0 THEN
    {_raise("Rättelsen är % kr större än det som är bokfört.", "-least_sum")}
END IF;
IF requested > allocated THEN
    {_raise("Rekvirerat blir % kr mer än fördelat.", "requested - allocated")}
END IF;
IF paid > allocated THEN
    {_raise("Utbetalt blir % kr mer än fördelat.", "paid - allocated")}
END IF;
IF committed > allocated + carried_in THEN
    {_raise("Intecknat blir % kr mer än det som finns.", "committed - allocated - carried_in")}
END IF;
IF used + repaid + carried_out > paid + carried_in THEN
    {
    _raise(
        "Använt, återbetalt och sparat blir % kr mer än utbetalt och sparat från förra året.",
        "used + repaid + carried_out - paid - carried_in",
    )
}
END IF;
IF NEW.kind = 'allocated' THEN
    SELECT COALESCE(SUM(e.amount), 0) - p.amount INTO over FROM funding_pot p
    LEFT JOIN funding_entry e ON e.pot_id = p.id AND e.kind = 'allocated'
    WHERE p.id = NEW.pot_id GROUP BY p.amount;
    IF over > 0 THEN
        {_raise("Fördelat blir % kr mer än potten.", "over")}
    END IF;
    SELECT COALESCE(SUM(e.amount), 0) - g.amount INTO over FROM funding_account mine
    JOIN funding_grantdecision g ON g.id = mine.grant_id
    JOIN funding_account a ON a.grant_id = g.id
    JOIN funding_entry e ON e.account_id = a.id AND e.kind = 'allocated'
    WHERE mine.id = NEW.account_id GROUP BY g.amount;
    IF over > 0 THEN
        {_raise("Fördelat blir % kr mer än beslutet.", "over")}
    END IF;
END IF;
IF NEW.carry_id IS NOT NULL THEN
    SELECT COALESCE(SUM(e.amount) FILTER (WHERE e.kind = 'carried_out'), 0)
         - COALESCE(SUM(e.amount) FILTER (WHERE e.kind = 'carried_in'), 0)
    INTO over FROM funding_entry e WHERE e.carry_id = NEW.carry_id;
    IF over <> 0 THEN
        {_raise("Det som sparas skiljer % kr från det som tas in nästa år.", "over")}
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM funding_carryover c
        JOIN funding_account o ON o.id = c.out_of_id JOIN funding_grantdecision og ON og.id = o.grant_id
        JOIN funding_account i ON i.id = c.into_id JOIN funding_grantdecision ig ON ig.id = i.grant_id
        WHERE c.id = NEW.carry_id AND o.party_id = i.party_id AND og.fund_id = ig.fund_id AND ig.year = og.year + 1
        AND NEW.account_id = CASE NEW.kind WHEN 'carried_out' THEN c.out_of_id ELSE c.into_id END
    ) THEN
        {_raise("Sparade medel ska stå kvar hos samma part, i samma medel, året efter.")}
    END IF;
    SELECT carried_out INTO over FROM funding_carryover c
    JOIN funding_account o ON o.id = c.out_of_id JOIN funding_grantdecision og ON og.id = o.grant_id
    WHERE c.id = NEW.carry_id AND NEW.kind = 'carried_out' AND og.carry_rule <> 'allowed'
    AND NOT (og.carry_rule = 'asked' AND og.carry_permit <> '');
    IF over > 0 THEN
        {_raise("Medlen får inte sparas. % kr ska betalas tillbaka.", "over")}
    END IF;
END IF;
RETURN NULL;
"""  # noqa: S608 – names of our own tables

_SUMS = [(name, "bigint") for name in (
    "allocated", "requested", "paid", "committed", "used", "repaid", "carried_out", "carried_in", "least_sum", "over",
)]  # fmt: skip


def ledger_balances() -> list[pgtrigger.Trigger]:
    """An entry stays as it was written, and no sum is exceeded when its transaction ends."""
    return [
        *only_added_to("entry_is_only_added_to"),
        pgtrigger.Trigger(
            name="entry_holds_its_account",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            declare=[("held_grant", "bigint")],
            func=_HOLD,
        ),
        pgtrigger.Trigger(
            name="ledger_balances",
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            timing=pgtrigger.Deferred,
            declare=_SUMS,
            func=_BALANCES,
        ),
    ]


def only_added_to(name: str) -> list[pgtrigger.Trigger]:
    """Neither changed, nor taken away, nor emptied."""
    return [
        pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete),
        never_emptied(),
    ]


# A decision and its pots

_GRANT = f"""
SELECT COALESCE(SUM(p.amount), 0) - NEW.amount INTO over FROM funding_pot p WHERE p.grant_id = NEW.id;
IF over > 0 THEN
    {_raise("Potterna är tillsammans % kr mer än beslutet.", "over")}
END IF;
SELECT COALESCE(SUM(e.amount), 0) INTO over FROM funding_account a
JOIN funding_entry e ON e.account_id = a.id AND e.kind = 'carried_out' WHERE a.grant_id = NEW.id;
IF over > 0 AND NEW.carry_rule <> 'allowed' AND NOT (NEW.carry_rule = 'asked' AND NEW.carry_permit <> '') THEN
    {_raise("% kr är redan sparade till nästa år. Rätta det först.", "over")}
END IF;
IF OLD.closed_at IS NOT NULL AND NEW.closed_at IS NOT NULL AND NEW.amount <> OLD.amount THEN
    {_raise("Bidragsåret är avslutat. Beloppet kan inte ändras.")}
END IF;
RETURN NEW;
"""  # noqa: S608 – names of our own tables

_POT = f"""
PERFORM 1 FROM funding_grantdecision g WHERE g.id = NEW.grant_id FOR NO KEY UPDATE;
SELECT COALESCE(SUM(p.amount), 0) + NEW.amount - g.amount INTO over FROM funding_grantdecision g
LEFT JOIN funding_pot p ON p.grant_id = g.id AND p.id <> NEW.id WHERE g.id = NEW.grant_id GROUP BY g.amount;
IF over > 0 THEN
    {_raise("Potterna är tillsammans % kr mer än beslutet.", "over")}
END IF;
SELECT COALESCE(SUM(e.amount), 0) - NEW.amount INTO over FROM funding_entry e
WHERE e.pot_id = NEW.id AND e.kind = 'allocated';
IF over > 0 THEN
    {_raise("% kr mer än så är redan fördelat ur potten.", "over")}
END IF;
IF TG_OP = 'UPDATE' AND OLD.grant_id <> NEW.grant_id THEN
    {_raise("En pott stannar i sitt beslut.")}
END IF;
RETURN NEW;
"""  # noqa: S608 – names of our own tables


def grant_covers_its_pots() -> list[pgtrigger.Trigger]:
    """A decision is not made smaller than its pots, and saving is not forbidden once money is saved."""
    return [
        pgtrigger.Trigger(
            name="grant_covers_its_pots",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            declare=[("over", "bigint")],
            func=_GRANT,
        )
    ]


def pots_fit_their_grant() -> list[pgtrigger.Trigger]:
    """Pots are together never more than the decision, and none is less than what has been shared out of it."""
    return [
        pgtrigger.Trigger(
            name="pots_fit_their_grant",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update,
            declare=[("over", "bigint")],
            func=_POT,
        )
    ]


# An allocation that is booked

_BOOKED = f"""
IF OLD.booked_at IS NOT NULL THEN
    {_raise("Fördelningen är beslutad och kan inte ändras. Rätta med nya poster.")}
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
IF NEW.booked_at IS NOT NULL THEN
    SELECT COALESCE(SUM(r.amount), 0) - NEW.total INTO over FROM funding_allocationrow r WHERE r.allocation_id = NEW.id;
    IF over <> 0 THEN
        {_raise("Andelarna skiljer % kr från summan.", "over")}
    END IF;
END IF;
RETURN NEW;
"""  # noqa: S608 – names of our own tables

_WITH = f"""
PERFORM 1 FROM funding_allocation a WHERE a.id IN ({{allocations}}) FOR SHARE;
IF EXISTS (SELECT 1 FROM funding_allocation a WHERE a.id IN ({{allocations}}) AND a.booked_at IS NOT NULL) THEN
    {_raise("Fördelningen är beslutad och kan inte ändras. Rätta med nya poster.")}
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
"""  # noqa: S608 – names of our own tables
_OF_KEY = "SELECT k.allocation_id FROM funding_allocationkey k WHERE k.id IN (OLD.key_id, NEW.key_id)"
_EVERY = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete


def booked_as_it_was() -> list[pgtrigger.Trigger]:
    """A booked allocation stays, and its shares are exactly its sum (G3, G4)."""
    columns = ("pot_id", "name", "state", "total", "step", "minimum", "decision_id", "booked_at")
    return [
        pgtrigger.Trigger(
            name="booked_as_it_was",
            when=pgtrigger.Before,
            operation=pgtrigger.UpdateOf(*columns) | pgtrigger.Delete,
            declare=[("over", "bigint")],
            func=_BOOKED,
        )
    ]


def booked_with_allocation() -> list[pgtrigger.Trigger]:
    """Keys and shares stay with their allocation."""
    func = _WITH.format(allocations="OLD.allocation_id, NEW.allocation_id")
    return [
        pgtrigger.Trigger(name="booked_with_allocation", when=pgtrigger.Before, operation=_EVERY, func=func)
    ]


def booked_with_key() -> list[pgtrigger.Trigger]:
    """So do the values of its keys."""
    func = _WITH.format(allocations=_OF_KEY)
    return [pgtrigger.Trigger(name="booked_with_key", when=pgtrigger.Before, operation=_EVERY, func=func)]
