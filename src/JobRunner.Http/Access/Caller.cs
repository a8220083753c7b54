using System.Security.Claims;
using JobRunner.Http.Tls;
using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Access;

/// <summary>Who calls, as the certificate says that the handshake verified.</summary>
/// <param name="Name">Its CommonName.</param>
/// <param name="Connection">The connection on which it was shown.</param>
internal sealed record Caller(string Name, ProvenConnection Connection)
{
    public static Caller Of(HttpContext context) => new(
        NameOf(context.User) ?? throw new InvalidOperationException("The caller has not been authenticated."),
        context.Features.Get<ProvenConnection>() ?? throw new InvalidOperationException("The connection has not been proved."));

    /// <summary>The name that the certificate gives, whatever other identities a host's own schemes have added.</summary>
    public static string? NameOf(ClaimsPrincipal user) => user.Identities.FirstOrDefault(identity => identity.AuthenticationType == ClientCertificateHandler.Scheme)?.Name;
}
