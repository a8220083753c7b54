using Microsoft.AspNetCore.Authorization;

namespace JobRunner.Http.Access;

/// <summary>That a caller has a permission, by the table as it is now; null: that it is in the table at all.</summary>
internal sealed record Permission(string? Name) : IAuthorizationRequirement
{
    public static AuthorizationPolicy PolicyFor(string? permission) => new([new Permission(permission)], [ClientCertificateHandler.Scheme]);
}
