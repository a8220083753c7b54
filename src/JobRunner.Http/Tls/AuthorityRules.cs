using System.Security.Cryptography.X509Certificates;

namespace JobRunner.Http.Tls;

/// <summary>The CAs that one end trusts. To .NET a chain ends at a root, which signed itself: another CA's certificate alone would refuse everybody, and nothing would say why.</summary>
internal static class AuthorityRules
{
    /// <returns>What is wrong with them, as a sentence without its full stop; null: nothing.</returns>
    public static string? FaultOf(X509Certificate2Collection authorities)
    {
        var orphan = authorities.FirstOrDefault(one => !authorities.Any(other => other.SubjectName.RawData.AsSpan().SequenceEqual(one.IssuerName.RawData)));
        return orphan is null ? null : $"there is '{orphan.Subject}' in it, and not '{orphan.Issuer}', which signed it; add the certificates of all CAs above it, up to the root, which signed itself";
    }
}
