namespace JobRunner.Samples.WebHost;

/// <summary>What a newcomer needs first.</summary>
internal static class Greeting
{
    public static void Print(DevelopmentCertificates certificates, bool made, int port)
    {
        Console.WriteLine($"Certificates, {(made ? "made just now" : "as they were")}, are in {certificates.Folder}");
        foreach (var file in Directory.EnumerateFiles(certificates.Folder).Order(StringComparer.Ordinal))
        {
            Console.WriteLine($"  {Path.GetFileName(file)}");
        }

        Console.WriteLine();
        Console.WriteLine("MyClient1, who may do everything with its own jobs:");
        Console.WriteLine($"  {CurlLine(certificates.Authority, certificates.Client, certificates.ClientKey, port)}");
        Console.WriteLine("operator, who may do everything with everybody's:");
        Console.WriteLine($"  {CurlLine(certificates.Authority, certificates.Operator, certificates.OperatorKey, port)}");
        Console.WriteLine("To use jobctl (samples/Cli) as MyClient1:");
        Console.WriteLine($"  export JOBCTL_URL=https://localhost:{port} JOBCTL_CACERT={Quoted(certificates.Authority)}");
        Console.WriteLine($"  export JOBCTL_CERT={Quoted(certificates.Client)} JOBCTL_KEY={Quoted(certificates.ClientKey)}");
        Console.WriteLine();
    }

    private static string CurlLine(string authority, string certificate, string key, int port) =>
        $"curl --cacert {Quoted(authority)} --cert {Quoted(certificate)} --key {Quoted(key)} https://localhost:{port}/jobs";

    // So that a shell takes it as one word and changes nothing in it.
    private static string Quoted(string path) =>
        path.All(character => char.IsAsciiLetterOrDigit(character) || "/:.,_-+@".Contains(character, StringComparison.Ordinal)) ? path
        : OperatingSystem.IsWindows() ? $"\"{path}\""
        : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
