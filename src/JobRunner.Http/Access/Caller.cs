using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Access;

/// <summary>Who calls, as the certificate says that the handshake verified.</summary>
/// <param name="Name">Its CommonName.</param>
/// <param name="Certificate">The certificate.</param>
internal sealed record Caller(string Name, X509Certificate2 Certificate)
{
    public static Caller Of(HttpContext context) => new(
        context.User.FindFirstValue(ClaimTypes.Name) ?? throw new InvalidOperationException("The caller has not been authenticated."),
        context.Connection.ClientCertificate ?? throw new InvalidOperationException("The connection has no client certificate."));
}
