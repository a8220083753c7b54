using System.Security.Claims;
using System.Text.Encodings.Web;
using JobRunner.Http.Tls;
using JobRunner.Http.Wire;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobRunner.Http.Access;

/// <summary>Who calls is who the client's certificate names. That it is genuine was verified in the handshake, see <see cref="MutualTls"/>.</summary>
internal sealed class ClientCertificateHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Audit audit)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "JobRunner.ClientCertificate";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Not Connection.ClientCertificate, which a host's middleware may take from a header.
        if (Context.Features.Get<ProvenConnection>() is not { Certificate: { } certificate } connection || CommonName.Of(certificate) is not { } name)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        // A connection may outlive what its handshake proved.
        if (connection.TimeLeft() == TimeSpan.Zero)
        {
            return Task.FromResult(AuthenticateResult.Fail("The certificate has expired or is refused by now."));
        }

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, name), new Claim(ClaimTypes.SerialNumber, certificate.SerialNumber)], Scheme);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme)));
    }

    // Of a connection that another endpoint let in, or whose certificate is no longer good.
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        audit.Refused(Context, StatusCodes.Status401Unauthorized, "certificate");
        return Problems.WriteAsync(Context, StatusCodes.Status401Unauthorized, ProblemTypes.NotAuthenticated, "A client certificate is needed that the TLS handshake has verified and that is still good.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        audit.Refused(Context, StatusCodes.Status403Forbidden, "permission");
        return Problems.WriteAsync(Context, StatusCodes.Status403Forbidden, ProblemTypes.NotPermitted, "This client may not do that. Who may do what is the server's configuration to say.");
    }
}
