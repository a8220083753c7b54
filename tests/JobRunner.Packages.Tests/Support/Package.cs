using System.IO.Compression;
using System.Xml.Linq;

namespace JobRunner.Packages.Tests.Support;

/// <summary>What a package holds, and what it says of itself.</summary>
internal sealed class Package : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly XElement _metadata;

    public Package(string file)
    {
        _archive = ZipFile.OpenRead(file);
        using var specification = _archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        _metadata = Elements(XElement.Load(specification), "metadata").Single();
    }

    public string[] Files => [.. _archive.Entries.Select(entry => entry.FullName)];

    /// <summary>Each as <c>id version</c>.</summary>
    public string[] Dependencies => [.. All("dependency").Select(dependency => $"{dependency.Attribute("id")?.Value} {dependency.Attribute("version")?.Value}")];

    public string[] FrameworkReferences => [.. All("frameworkReference").Select(reference => reference.Attribute("name")!.Value)];

    /// <summary>What the nuspec says under a name, null if nothing.</summary>
    public string? this[string name] => Elements(_metadata, name).SingleOrDefault()?.Value;

    public string? Repository(string attribute) => All("repository").Single().Attribute(attribute)?.Value;

    public byte[] Read(string file)
    {
        using var content = _archive.GetEntry(file)!.Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    public void Dispose() => _archive.Dispose();

    // Tools' nuspecs have another namespace than libraries'.
    private static IEnumerable<XElement> Elements(XElement parent, string name) => parent.Elements().Where(element => element.Name.LocalName == name);

    private IEnumerable<XElement> All(string name) => _metadata.Descendants().Where(element => element.Name.LocalName == name);
}
