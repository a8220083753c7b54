using System.Security.Cryptography.X509Certificates;

namespace JobRunner.Http.Tls;

/// <summary>The name that a certificate gives to its holder.</summary>
internal static class CommonName
{
    private const string Oid = "2.5.4.3";

    /// <returns>Null if there isn't exactly one, or it could look like lines of a log: who it is would depend on who reads it.</returns>
    public static string? Of(X509Certificate2 certificate)
    {
        string? name = null;
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (part.HasMultipleElements)
            {
                return null;
            }

            if (part.GetSingleElementType().Value == Oid)
            {
                if (name is not null)
                {
                    return null;
                }

                name = part.GetSingleElementValue();
            }
        }

        return string.IsNullOrEmpty(name) || name.Any(char.IsControl) ? null : name;
    }
}
