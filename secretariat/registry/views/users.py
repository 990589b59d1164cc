"""Accounts: only for administrators."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page, paged
from secretariat.lib.rules import NotAllowed
from secretariat.registry import second_factor
from secretariat.registry.actions import users as users_actions
from secretariat.registry.forms import RoleForm, UserForm
from secretariat.registry.models import User


@requires(Permission.USERS_EDIT)
@require_GET
def user_list(request: Request) -> HttpResponse:
    """Accounts by address."""
    q = request.GET.get("q", "").strip()
    users = User.objects.select_related("person__organisation")
    for word in q.split():
        users = users.filter(
            Q(email__icontains=word)
            | Q(person__given_name__icontains=word)
            | Q(person__family_name__icontains=word)
        )
    context = {"users": paged(request, users), "q": q}
    return page(request, "registry/user_list.html", context, part="user-rows")


@requires(Permission.USERS_EDIT)
def user_create(request: Request) -> HttpResponse:
    """Make an account for a person."""
    form = UserForm(request.POST or None, initial={"person": request.GET.get("person")})
    if request.method == "POST" and form.is_valid():
        try:
            user = users_actions.create(**form.cleaned_data, by=request.user)
        except NotAllowed as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, f"{user} har fått ett konto och ett brev om hur man loggar in.")
            return redirect("registry:user-detail", user.pk)
    return page(request, "registry/user_form.html", {"form": form}, status=422 if form.errors else 200)


@requires(Permission.USERS_EDIT)
@require_GET
def user_detail(request: Request, pk: int) -> HttpResponse:
    """One account: change its role, close it or open it."""
    user = get_object_or_404(User.objects.select_related("person"), pk=pk)
    context = {
        "account": user,
        "has_app": second_factor.has_app(user),
        "form": RoleForm(instance=user),
        "obstacles": users_actions.obstacles_to_deactivating(user, by=request.user),
    }
    return page(request, "registry/user_detail.html", context)


@requires(Permission.USERS_EDIT)
@require_POST
def user_role(request: Request, pk: int) -> HttpResponse:
    """Give another role in the office."""
    user = get_object_or_404(User, pk=pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Välj en av behörigheterna i listan.")
        return redirect("registry:user-detail", pk)
    try:
        users_actions.change_role(user, to=form.cleaned_data["office_role"], by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "Behörigheten är sparad.")
    return redirect("registry:user-detail", pk)


@requires(Permission.USERS_EDIT)
@require_POST
def user_deactivate(request: Request, pk: int) -> HttpResponse:
    """Close an account."""
    user = get_object_or_404(User, pk=pk)
    try:
        users_actions.deactivate(user, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"Kontot för {user} är stängt.")
    return redirect("registry:user-detail", pk)


@requires(Permission.USERS_EDIT)
@require_POST
def user_activate(request: Request, pk: int) -> HttpResponse:
    """Open a closed account."""
    user = get_object_or_404(User, pk=pk)
    users_actions.activate(user, by=request.user)
    messages.success(request, f"Kontot för {user} är öppet igen.")
    return redirect("registry:user-detail", pk)


@requires(Permission.USERS_EDIT)
@require_POST
def user_reset(request: Request, pk: int) -> HttpResponse:
    """For whoever has lost the telephone: the second step begins anew."""
    user = get_object_or_404(User, pk=pk)
    users_actions.reset_second_factor(user, by=request.user)
    messages.success(request, f"{user} loggar nästa gång in i ett steg och lägger då till en ny app.")
    return redirect("registry:user-detail", pk)
