using Microsoft.AspNetCore.Authorization;

namespace JobRunner.Http.Access;

/// <summary>Looks permissions up in the table.</summary>
internal sealed class PermissionHandler(Policy policy) : AuthorizationHandler<Permission>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Permission requirement)
    {
        var name = Caller.NameOf(context.User);
        if (name is not null
            && (requirement.Name is null ? policy.Current.Clients.TryGetValue(name, out var permissions) && permissions.Count > 0 : policy.Allows(name, requirement.Name)))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
